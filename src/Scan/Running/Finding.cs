using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>One diagnostic of one rule, free of the compilation it was found in, which can then be forgotten.</summary>
/// <param name="Rule">The id.</param>
/// <param name="Severity">How it is reported.</param>
/// <param name="Path">The full path of the file.</param>
/// <param name="Span">Its lines and columns, counted from 0.</param>
/// <param name="TextSpan">The same in characters.</param>
/// <param name="Member">The name of the member around it.</param>
/// <param name="Message">What the rule says.</param>
/// <param name="Excerpt">The lines around it.</param>
internal sealed record Finding(string Rule, DiagnosticSeverity Severity, string Path, LinePositionSpan Span, TextSpan TextSpan, string Member, string Message, Excerpt Excerpt)
    : IComparable<Finding>
{
    /// <summary>The text of its first line.</summary>
    public string SourceLine => Excerpt.Lines[Line - Excerpt.FirstLine];

    /// <summary>Counted from 1, as people do.</summary>
    public int Line => Span.Start.Line + 1;

    /// <summary>Counted from 1.</summary>
    public int Column => Span.Start.Character + 1;

    /// <summary>What a diagnostic in source says.</summary>
    public static Finding Of(Diagnostic diagnostic)
    {
        var tree = diagnostic.Location.SourceTree!;
        var span = diagnostic.Location.GetLineSpan().Span;
        return new Finding(
            diagnostic.Id,
            diagnostic.Severity,
            tree.FilePath,
            span,
            diagnostic.Location.SourceSpan,
            Members.NameAt(tree.GetRoot(), diagnostic.Location.SourceSpan),
            diagnostic.GetMessage(),
            Excerpt.Around(tree.GetText().Lines, span));
    }

    /// <summary>By file, place and rule.</summary>
    public int CompareTo(Finding? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = string.CompareOrdinal(Path, other.Path);
        order = order != 0 ? order : TextSpan.CompareTo(other.TextSpan);
        return order != 0 ? order : string.CompareOrdinal(Rule, other.Rule);
    }
}
