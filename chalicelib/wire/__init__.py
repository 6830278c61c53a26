"""What store and gateways both stand on: plain signed requests to AWS, where botocore's work a call is the cost."""
