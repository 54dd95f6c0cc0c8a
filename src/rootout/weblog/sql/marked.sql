select distinct target from requests where marked
