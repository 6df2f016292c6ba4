using System;
using System.Collections.Generic;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Recall;

/// <summary>Whether a bug is seen where it is, and the rules are silent where it was mended.</summary>
/// <param name="Bug">The bug.</param>
/// <param name="Trouble">Why nothing can be said; null where it can.</param>
/// <param name="Spoke">All rules that spoke in the member that holds it.</param>
/// <param name="Elsewhere">Rules of its class that spoke in the same file only outside that member: they do not count.</param>
/// <param name="IsSeen">Whether one of them answers for its class.</param>
/// <param name="After">What is said of the mended member: <c>silent</c>, <c>speaks NWA...</c>, why nothing can be said, or <c>-</c>.</param>
internal sealed record Verdict(Bug Bug, string? Trouble, IReadOnlyCollection<string> Spoke, IReadOnlyCollection<string> Elsewhere, bool IsSeen, string After)
{
    private const string Silent = "silent";
    private const string NotAsked = "-";

    /// <summary>The names of the fields of a row.</summary>
    public static readonly string[] Columns = ["id", "class", "repo", "reach", "spoke", "verdict", "after", "elsewhere"];

    /// <summary>Whether the mended member could be judged.</summary>
    public bool IsJudgedAfter => IsSilentAfter || IsSpeakingAfter;

    /// <summary>Whether no rule of the class speaks after the mend.</summary>
    public bool IsSilentAfter => After == Silent;

    /// <summary>Whether one still speaks.</summary>
    public bool IsSpeakingAfter => After.StartsWith("speaks", StringComparison.Ordinal);

    /// <summary>Its fields, in the order of the columns.</summary>
    public string[] Fields => [Bug.Id, Bug.Class, Bug.Repository, Bug.Reach, List(Spoke), Trouble is null ? IsSeen ? "seen" : "missed" : "not judged: " + Trouble, After, List(Elsewhere)];

    /// <summary>Judges a bug whose files were analysed.</summary>
    public static Verdict Of(Bug bug, FilesAtCommits files, AnsweringRules answering)
    {
        var rules = answering.For(bug.Class);
        var before = files.Of(bug.Repository, bug.Before, bug.Path);
        if (before.Trouble is { } trouble)
        {
            return new Verdict(bug, trouble, [], [], IsSeen: false, NotAsked);
        }

        if (before.MemberAt(bug.Function, bug.Line) is not { } member)
        {
            return new Verdict(bug, $"no member {bug.Function} in {bug.Path}", [], [], IsSeen: false, NotAsked);
        }

        var spoke = before.RulesIn(member);
        return new Verdict(bug, Trouble: null, Sorted(spoke), Sorted(before.Rules.Where(rules.Contains).Except(spoke)), spoke.Overlaps(rules), AfterOf(bug, files, member, rules));
    }

    private static string AfterOf(Bug bug, FilesAtCommits files, Microsoft.CodeAnalysis.SyntaxNode member, IReadOnlySet<string> rules)
    {
        if (bug.After is not { } commit)
        {
            return NotAsked;
        }

        var after = files.Of(bug.Repository, commit, bug.Path);
        return after.Trouble is not null || after.SuccessorsOf(member) is not { Count: > 0 } successors ? "gone"
            : successors.SelectMany(after.RulesIn).Where(rules.Contains).ToList() is { Count: > 0 } speaking ? "speaks " + List(Sorted(speaking))
            : Silent;
    }

    private static List<string> Sorted(IEnumerable<string> rules) => [.. rules.Distinct().Order(StringComparer.Ordinal)];

    private static string List(IReadOnlyCollection<string> rules) => rules.Count == 0 ? NotAsked : string.Join(' ', rules);
}
