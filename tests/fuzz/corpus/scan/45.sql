a;
  'x