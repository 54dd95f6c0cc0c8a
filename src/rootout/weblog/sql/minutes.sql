-- One row for each minute that has a request.
create table minutes as
select
    time - time % 60 as minute,
    count(*) as requests,
    approx_count_distinct(address) as addresses
from requests
group by minute
