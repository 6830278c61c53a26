"""The post office of the embedded run: what left by SES and SNS, kept in order, and what became of it told back.

The embedded cloud forgets the headers and tags of an e-mail, the order of text messages, and everything at a restart;
it tells nobody what was delivered. So the SDK's calls to these two services pass through here on their way.
"""
