-- Reports are gzipped (a BLOB) from now on; those of before stay the text they were.
ALTER TABLE report RENAME COLUMN json TO content;
