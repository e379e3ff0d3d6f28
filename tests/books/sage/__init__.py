"""Tests of Sage Accounting."""
