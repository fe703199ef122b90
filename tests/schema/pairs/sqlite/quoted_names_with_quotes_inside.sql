-- pair: names with quotes of all sorts inside are rebuilt
-- before
CREATE TABLE "it's ""odd""" ("a""b" INTEGER, "c'd" TEXT, "e`f" TEXT, "g]h" TEXT, "i;j" TEXT, "--k" TEXT);
CREATE INDEX "ix'""1" ON "it's ""odd""" ("c'd", "a""b");
-- rows
INSERT INTO "it's ""odd""" VALUES (1, 'c', 'e', 'g', 'i', 'k'), (2, NULL, NULL, NULL, NULL, NULL);
-- after
CREATE TABLE "it's ""odd""" ("a""b" TEXT, "c'd" TEXT, "e`f" TEXT DEFAULT 'x', "g]h" TEXT, "i;j" TEXT, "--k" TEXT);
CREATE INDEX "ix'""1" ON "it's ""odd""" ("c'd", "a""b");
-- keeps
SELECT CAST("a""b" AS TEXT), "c'd", "e`f", "g]h", "i;j", "--k" FROM "it's ""odd""" ORDER BY 1;
