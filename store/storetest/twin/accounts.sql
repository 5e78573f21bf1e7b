-- With unit account, customers are the accounts of their latest group calls,
-- named by the lowest of their customers; ties in time are ordered by customer.
CREATE OR REPLACE TEMP TABLE named AS
SELECT customer, min(customer) OVER (PARTITION BY account) AS name
FROM (SELECT customer, arg_max(account, {'t': happened, 'seq': seq}) AS account FROM grouped GROUP BY customer);

DELETE FROM touches WHERE customer NOT IN (SELECT customer FROM named);
UPDATE touches SET seq = touches.customer * 1000000 + seq, customer = named.name FROM named WHERE touches.customer = named.customer;

CREATE OR REPLACE TEMP TABLE chosen_accounts AS SELECT DISTINCT name FROM named JOIN members USING (customer);
DELETE FROM members;
INSERT INTO members SELECT name FROM chosen_accounts;
