-- One row for each user agent: there are few, so that they can be looked at one by one.
create table agents as
select agent as text, count(*) as requests, min(address) as address from requests where agent <> '' group by agent
