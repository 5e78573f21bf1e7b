-- From version 1, which did not know which import brought a touch, nor removed any.
ALTER TABLE touches ADD COLUMN import VARCHAR DEFAULT '';
ALTER TABLE state ADD COLUMN seq BIGINT DEFAULT 0;
UPDATE state SET version = 2;
