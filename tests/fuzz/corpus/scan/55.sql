a;
<<<<<<< HEAD
b;