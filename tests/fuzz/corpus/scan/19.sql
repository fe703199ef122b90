select 1 +--x;
2; c