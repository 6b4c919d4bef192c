"""What travels over the wire: requests, which are strict, and answers, which document what is written."""
