"""DynamoDB through PynamoDB: the only room that knows a key."""
