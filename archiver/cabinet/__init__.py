"""How workbooks become one .cab: Microsoft's cabinet, written and read, and the bag inside that proves it whole."""
