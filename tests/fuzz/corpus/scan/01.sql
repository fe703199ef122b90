  -- nothing; here
 /* ; */ 