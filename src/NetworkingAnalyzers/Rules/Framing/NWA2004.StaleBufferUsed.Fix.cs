using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>The whole buffer becomes its first bytes, as many as the receive has counted: <c>buffer, 0, count</c>, or a span of them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class StaleBufferUsedFix() : NetworkingFix("Take only the bytes that came", "NWA2004")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax) is not { } use
            || model.GetOperation(use, context.CancellationToken) is not { } operation
            || Uses.ArgumentsOf(operation).FirstOrDefault(argument => Uses.Plain(argument.Value).Type is IArrayTypeSymbol) is not { Syntax: ArgumentSyntax { NameColon: null } whole } buffer
            || Makings.SymbolOf(Uses.Plain(buffer.Value)) is not { } array
            || CountOf(array, operation, Seen.ForFix(operation, model.Compilation, context.Document.Project.AnalyzerOptions, context.CancellationToken)) is not { } count)
        {
            return null;
        }

        foreach (var candidate in Candidates(whole, count, operation))
        {
            if (await Trial.Of(context.Document, use, candidate, context.CancellationToken).ConfigureAwait(false) is { Compiles: true } trial
                && MeansTheSame(trial, operation))
            {
                return trial.Document;
            }
        }

        return null;
    }

    /// <summary>The local with the count of the last receive into the buffer in front of the use, or with what a WebSocket's receive says of it.</summary>
    private static string? CountOf(ISymbol array, IOperation use, Seen seen) =>
        seen.Net.CallsOf(Knowledge.Topics.ReceivesBytes | Knowledge.Topics.ReceivesPart)
            .Where(receive => receive.Syntax.SpanStart < use.Syntax.SpanStart && ReferenceEquals(Body.FunctionOf(receive), Body.FunctionOf(use)))
            .Select(receive => Received.Of(new Call(receive, seen.Types.TopicsOf(Uses.MemberOf(receive)!), seen)))
            .LastOrDefault(received => received is not null && SymbolEqualityComparer.Default.Equals(received.Buffer, array))?.Count is { } count
            ? count.Type.SpecialType == SpecialType.System_Int32 ? count.Name : count.Name + ".Count"
            : null;

    /// <summary>Overloads with a start and a count first; then a span, then a memory.</summary>
    private static IEnumerable<ExpressionSyntax> Candidates(ArgumentSyntax whole, string count, IOperation operation)
    {
        var list = (ArgumentListSyntax)whole.Parent!;
        var rest = list.Arguments.Where(argument => argument != whole && !IsOwnBound(argument, operation)).Select(argument => argument.WithoutTrivia()).ToList();
        var at = list.Arguments.IndexOf(whole);
        var text = whole.Expression.WithoutTrivia().ToString();
        foreach (var form in new[] { $"{text}, 0, {count}", $"{text}.AsSpan(0, {count})", $"{text}.AsMemory(0, {count})" })
        {
            var arguments = new List<ArgumentSyntax>(rest);
            arguments.InsertRange(System.Math.Min(at, arguments.Count), SyntaxFactory.ParseArgumentList($"({form})").Arguments.Select(argument => argument.WithoutTrivia()));
            var commas = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Count - 1);
            yield return ((ExpressionSyntax)list.Parent!).ReplaceNode(list, list.WithArguments(SyntaxFactory.SeparatedList(arguments, commas)));
        }
    }

    /// <summary>The <c>0</c> and <c>buffer.Length</c> that said "all of it".</summary>
    private static bool IsOwnBound(ArgumentSyntax argument, IOperation operation) =>
        Uses.ArgumentsOf(operation).Any(bound => bound.Syntax == argument && bound.Parameter?.Name is "offset" or "index" or "startIndex" or "count" or "length" or "size" or "byteCount");

    private static bool MeansTheSame(Trial trial, IOperation before) =>
        trial.Model.GetSymbolInfo(trial.Node).Symbol is { } now && Uses.MemberOf(before) is { } was
        && now.Name == was.Name && SymbolEqualityComparer.Default.Equals((now as IMethodSymbol)?.ReturnType, (was as IMethodSymbol)?.ReturnType);
}
