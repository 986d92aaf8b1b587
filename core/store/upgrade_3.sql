-- From version 2 to 3: the largest values of the step before an overflow.

ALTER TABLE tensor_stats ADD COLUMN amax_before REAL;
