using System;
using System.IO;
using System.Text.RegularExpressions;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>
/// Decides the conditions of a project file without MSBuild: comparisons, <c>and</c>, <c>or</c>, <c>!</c>, <c>Exists</c> and
/// <c>IsTargetFrameworkCompatible</c>. Null is "don't know", as for any property function beyond these.
/// </summary>
internal sealed partial class Condition
{
    private readonly string _text;
    private readonly string _folder;
    private int _at;

    private Condition(string text, string folder) => (_text, _folder) = (text, folder);

    /// <summary>Evaluates a condition whose properties are expanded already.</summary>
    public static bool? Holds(string expanded, string folder)
    {
        if (string.IsNullOrWhiteSpace(expanded))
        {
            return true;
        }

        var condition = new Condition(Compatible().Replace(expanded, Decide), folder);
        var holds = condition.Or(depth: 0);
        condition.SkipSpace();
        return condition._at == condition._text.Length ? holds : null;
    }

    private static string Decide(Match call) =>
        Framework.Parse(call.Groups["target"].Value) is { } target && Framework.Parse(call.Groups["candidate"].Value) is { } candidate
            ? target.IsCompatibleWith(candidate) ? "true" : "false"
            : call.Groups["target"].Length == 0 ? "false" : call.Value;

    private bool? Or(int depth)
    {
        var left = And(depth);
        while (Take("or"))
        {
            var right = And(depth);
            left = left == true || right == true ? true : left is null || right is null ? null : false;
        }

        return left;
    }

    private bool? And(int depth)
    {
        var left = One(depth);
        while (Take("and"))
        {
            var right = One(depth);
            left = left == false || right == false ? false : left is null || right is null ? null : true;
        }

        return left;
    }

    private bool? One(int depth)
    {
        // A condition nested this deep is no condition that somebody wrote.
        if (depth > 32)
        {
            return null;
        }

        if (Take("!"))
        {
            return !One(depth + 1);
        }

        if (Take("("))
        {
            var inner = Or(depth + 1);
            return Take(")") ? inner : null;
        }

        if (Take("exists"))
        {
            return Take("(") && Operand() is { } path && Take(")") ? Exists(path) : null;
        }

        if (Operand() is not { } left)
        {
            return null;
        }

        if (Take("=="))
        {
            return Operand() is { } right ? Same(left, right) : null;
        }

        if (Take("!="))
        {
            return Operand() is { } right ? !Same(left, right) : null;
        }

        return bool.TryParse(left, out var literal) ? literal : null;
    }

    /// <summary>A property function that was left unexpanded compares as unknown.</summary>
    private static bool? Same(string left, string right) =>
        left.Contains("$(", StringComparison.Ordinal) || right.Contains("$(", StringComparison.Ordinal) ? null : string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private bool? Exists(string path)
    {
        if (path.Contains("$(", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return Path.Exists(Path.Combine(_folder, path.Replace('\\', '/')));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private string? Operand()
    {
        SkipSpace();
        var operand = OperandText().Match(_text, _at);
        if (!operand.Success)
        {
            return null;
        }

        _at += operand.Length;
        return operand.Groups["quoted"].Success ? operand.Groups["quoted"].Value : operand.Value;
    }

    private bool Take(string token)
    {
        SkipSpace();
        if (string.Compare(_text, _at, token, 0, token.Length, StringComparison.OrdinalIgnoreCase) != 0
            || char.IsLetter(token[0]) && _at + token.Length < _text.Length && char.IsLetterOrDigit(_text[_at + token.Length])
            || token == "!" && _at + 1 < _text.Length && _text[_at + 1] == '=')
        {
            return false;
        }

        _at += token.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    [GeneratedRegex(@"\G(?:'(?<quoted>[^']*)'|[\w.\-]+)")]
    private static partial Regex OperandText();

    [GeneratedRegex(@"\$\(\[MSBuild\]::IsTargetFrameworkCompatible\(\s*'?(?<target>[^',)]*)'?\s*,\s*'?(?<candidate>[^',)]*)'?\s*\)\s*\)", RegexOptions.IgnoreCase)]
    private static partial Regex Compatible();
}
