using System;
using System.IO;
using System.Linq;
using NetworkingAnalyzers.RuleBook;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>One stem, four files; each where the house says.</summary>
public sealed class StemTests
{
    private static readonly string Root = References.FromBuild("RepositoryRoot");

    public static TheoryData<string> Ids => [.. Rule.All.Select(rule => rule.Id)];

    [Fact]
    public void There_are_rules() => Assert.NotEmpty(Rule.All);

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_its_files_and_they_stand_where_the_area_says(string id)
    {
        var rule = Of(id);
        Assert.True(File.Exists(Path.Combine(Root, rule.RulePath)), rule.RulePath);
        Assert.True(File.Exists(Path.Combine(Root, rule.TestsPath)), rule.TestsPath);
        Assert.True(File.Exists(Path.Combine(Root, rule.PagePath)), rule.PagePath);
        Assert.Equal(rule.Fix is not null, File.Exists(Path.Combine(Root, rule.FixPath)));
        Assert.Equal("NetworkingAnalyzers.Rules." + rule.Area.Name, rule.Analyzer.GetType().Namespace);
    }

    [Fact]
    public void No_file_under_Rules_belongs_to_no_rule()
    {
        var known = Rule.All.SelectMany(rule => new[] { rule.RulePath, rule.FixPath }).ToHashSet();
        var files = Directory.EnumerateFiles(Path.Combine(Root, "src", "NetworkingAnalyzers", "Rules"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path));
        Assert.Empty(files.Where(path => !known.Contains(path)));
    }

    [Fact]
    public void Ids_and_names_are_unique()
    {
        Assert.Equal(Rule.All.Length, Rule.All.Select(rule => rule.Id).Distinct().Count());
        Assert.Equal(Rule.All.Length, Rule.All.Select(rule => rule.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_fix_or_says_why_not(string id)
    {
        var rule = Of(id);
        Assert.NotEqual(rule.Fix is null, rule.Analyzer.NoFix is null);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_threat_is_half_a_sentence_that_fits_its_page(string id)
    {
        if (Of(id).Analyzer.Threat is { } threat)
        {
            Assert.Matches("^[a-z].*[^.]$", threat);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_fix_is_named_after_its_rule_and_supports_fix_all(string id)
    {
        if (Of(id) is { Fix: { } fix } rule)
        {
            Assert.Equal(rule.Name + "Fix", fix.GetType().Name);
            Assert.Equal(rule.Analyzer.GetType().Namespace, fix.GetType().Namespace);
            Assert.NotNull(fix.GetFixAllProvider());
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Words_keep_the_convention(string id)
    {
        var descriptor = Of(id).Descriptor;
        var title = descriptor.Title.ToString(null);
        var message = descriptor.MessageFormat.ToString(null);
        Assert.Equal(Of(id).Area.Name, descriptor.Category);
        Assert.EndsWith("/docs/rules/" + id + ".md", descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\.$", title);
        Assert.DoesNotMatch(@"\.$", message);
        Assert.DoesNotMatch(@"\.\s", message);
        Assert.InRange(message.Length, 30, 220);
        Assert.Matches(@"'\{0\}'|'[A-Z][A-Za-z.]+'", message);
        Assert.DoesNotMatch("(?i)analyzer|do not|should", Of(id).Name);
        Assert.EndsWith(".", descriptor.Description.ToString(null), StringComparison.Ordinal);
    }

    private static Rule Of(string id) => Rule.All.Single(rule => rule.Id == id);
}
