"""The words of the domain: typed, immutable, importing nothing else of Hengping.

Every other room speaks in these types. Facts, findings and points are three different things: ``facts`` says what a
page holds, ``finding`` says whether a rule is broken, ``score`` says what that costs.
"""
