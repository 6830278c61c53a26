"""The embedded cloud: the product on one machine, deployed from the same template as on AWS."""
