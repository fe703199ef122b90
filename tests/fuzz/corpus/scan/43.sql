select `a;`; # c;
 b