using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// What <c>.editorconfig</c> can set for a rule: a key, what is allowed, and what holds where nothing, or nonsense, is set.
/// Nonsense is told by <c>NWA0003</c>.
/// </summary>
internal abstract class Setting
{
    protected Setting(string rule, string name, string allowed, string meaning)
    {
        Key = $"dotnet_code_quality.{rule}.{name}";
        Rule = rule;
        Allowed = allowed;
        Meaning = meaning;
    }

    /// <summary>As it stands in <c>.editorconfig</c>.</summary>
    public string Key { get; }

    /// <summary>The rule that reads it.</summary>
    public string Rule { get; }

    /// <summary>What can be set, as a clause to print.</summary>
    public string Allowed { get; }

    /// <summary>What it does, as a sentence for its page.</summary>
    public string Meaning { get; }

    /// <summary>What holds where it is not set, as it would be written.</summary>
    public abstract string Default { get; }

    /// <summary>Whether a value is one of the allowed.</summary>
    public abstract bool Allows(string text);

    /// <summary>What is set for a file, as it is written; null where nothing is.</summary>
    public string? In(SyntaxTree tree, AnalyzerOptions options) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(Key, out var text) ? text.Trim() : null;
}

/// <summary>A whole number.</summary>
internal sealed class NumberSetting : Setting
{
    private readonly int _least;
    private readonly int _most;
    private readonly int _default;

    public NumberSetting(string rule, string name, int least, int most, int @default, string meaning)
        : base(rule, name, FormattableString.Invariant($"a whole number from {least} to {most}"), meaning)
    {
        _least = least;
        _most = most;
        _default = @default;
    }

    public override string Default => _default.ToString(CultureInfo.InvariantCulture);

    public override bool Allows(string text) => Parse(text) is not null;

    /// <summary>What holds in a file.</summary>
    public int Of(SyntaxTree tree, AnalyzerOptions options) => In(tree, options) is { } text && Parse(text) is { } number ? number : _default;

    private int? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= _least && number <= _most ? number : null;
}

/// <summary>Words, with commas between them.</summary>
internal sealed class WordsSetting : Setting
{
    public WordsSetting(string rule, string name, string meaning)
        : base(rule, name, "words of letters, digits and '_' with commas between them", meaning)
    {
    }

    public override string Default => "";

    public override bool Allows(string text) => text.Length == 0 || Words(text).All(word => word.Length > 1 && word.All(letter => char.IsLetterOrDigit(letter) || letter == '_'));

    /// <summary>What holds in a file.</summary>
    public ImmutableArray<string> Of(SyntaxTree tree, AnalyzerOptions options) =>
        In(tree, options) is { Length: > 0 } text && Allows(text) ? Words(text).ToImmutableArray() : ImmutableArray<string>.Empty;

    private static IEnumerable<string> Words(string text) => text.Split(',').Select(word => word.Trim());
}

/// <summary>All of them.</summary>
internal static class Settings
{
    public static readonly NumberSetting SmallestBacklog = new(
        "NWA4005", "smallest_backlog", 1, 65_535, 11, "The smallest backlog that is not too small. (The kernel queues one more than asked for; examples of the last century say 10.)");

    public static readonly WordsSetting WatchNames = new(
        "NWA3001", "watch_names", "Words in names by which your code says that a silent peer is noticed, beside the usual ones (heartbeat, ping, idle, timeout ...): the rule is silent where a type, or a file that mentions it, has a name with one of them.");

    public static readonly WordsSetting DeadlineNames = new(
        "NWA3003", "deadline_names", "Words in names by which your code says that a read ends after a time, beside timeout and deadline: the rule is silent where a type, or a file that mentions it, has a name with one of them.");

    public static readonly ImmutableArray<Setting> All = ImmutableArray.Create<Setting>(SmallestBacklog, WatchNames, DeadlineNames);
}
