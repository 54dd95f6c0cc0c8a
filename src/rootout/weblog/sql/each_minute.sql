select minute, requests, addresses from minutes order by minute
