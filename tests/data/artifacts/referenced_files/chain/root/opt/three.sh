#!/bin/sh
/opt/four.sh
