"""`python3 -m rootout` is `rootout`."""

from rootout.cli.main import main

main()
