-- How many touches each import brought that are here.
SELECT import, count(*) FROM touches WHERE import <> '' GROUP BY import
