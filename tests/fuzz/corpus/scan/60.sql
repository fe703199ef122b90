a;
.read x