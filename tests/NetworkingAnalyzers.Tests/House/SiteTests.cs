using System.Collections.Generic;
using NetworkingAnalyzers.RuleBook;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>Links of the pages, as they are laid out for the site.</summary>
public sealed class SiteTests
{
    private static readonly string Root = References.FromBuild("RepositoryRoot");
    private static readonly HashSet<string> Pages = ["README.md", "docs/ci.md", "docs/rules/README.md", "docs/rules/NWA2001.md"];

    [Theory]
    [InlineData("README.md", "see [a](docs/ci.md).", "see [a](docs/ci.md).")]
    [InlineData("docs/ci.md", "[a](../README.md#install)", "[a](../index.md#install)")]
    [InlineData("docs/ci.md", "[a](rules/README.md) [b](rules/NWA2001.md)", "[a](rules/index.md) [b](rules/NWA2001.md)")]
    [InlineData("docs/rules/NWA2001.md", "[a](../ci.md)", "[a](../ci.md)")]
    [InlineData("docs/ci.md", "[a](../src/Scan/Program.cs)", "[a](https://github.com/NetworkingAnalyzers/NetworkingAnalyzers/blob/main/src/Scan/Program.cs)")]
    [InlineData("docs/ci.md", "[a](../src/Scan)", "[a](https://github.com/NetworkingAnalyzers/NetworkingAnalyzers/tree/main/src/Scan)")]
    [InlineData("docs/ci.md", "| [a](../README.md) | `[b](nowhere)` |", "| [a](../index.md) | `[b](nowhere)` |")]
    [InlineData("docs/ci.md", "[a](https://example.com/x) [b](#here)", "[a](https://example.com/x) [b](#here)")]
    public void A_link_leads_to_the_page_or_to_the_code(string page, string text, string expected)
    {
        var wrong = new List<string>();
        Assert.Equal(expected, Site.Relinked(text, page, Pages, Root, wrong));
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_told()
    {
        var wrong = new List<string>();
        Site.Relinked("[a](missing.md) and [b](../src/Gone)", "docs/ci.md", Pages, Root, wrong);
        Assert.Equal(["docs/ci.md: '../src/Gone' leads nowhere", "docs/ci.md: 'missing.md' leads nowhere"], wrong);
    }
}
