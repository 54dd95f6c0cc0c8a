#!/bin/sh
/opt/two.sh
