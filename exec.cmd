@rem The scripts of package.json begin with the word exec of POSIX shells; npm on Windows finds this file instead.
@%*
