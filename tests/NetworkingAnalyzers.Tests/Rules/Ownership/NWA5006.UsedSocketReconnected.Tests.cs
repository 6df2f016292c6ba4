using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Rules.Ownership;

public sealed class UsedSocketReconnectedTests
{
    [Fact]
    public void Has_no_tests_yet() => Assert.Fail("Write the first test of UsedSocketReconnected.");
}
