first
a\.
last