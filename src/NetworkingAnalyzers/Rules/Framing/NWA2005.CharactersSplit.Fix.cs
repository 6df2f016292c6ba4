using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>
/// <c>text.Append(encoding.GetString(buffer, 0, n))</c> in a loop goes through a <c>Decoder</c> that is made in front of the loop: it keeps the
/// first bytes of a split character until the rest has come.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CharactersSplitFix() : NetworkingFix("Decode through one Decoder", "NWA2005")
{
    private static readonly SyntaxAnnotation Appending = new();
    private static readonly SyntaxAnnotation Looping = new();

    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Expression: var encoding } } decode
            || model.GetOperation(decode, context.CancellationToken) is not IInvocationOperation { Arguments.Length: 3 } operation
            || decode.ArgumentList.Arguments.Count != 3
            || !encoding.DescendantNodesAndSelf().All(node => node is SimpleNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax)
            || decode.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Append", Expression: IdentifierNameSyntax text }, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } append } } }
            || Makings.SymbolOf(((IInvocationOperation)model.GetOperation(append.Expression, context.CancellationToken)!).Instance!) is not ILocalSymbol gatherer
            || gatherer.Type.Name != "StringBuilder"
            || Loops.AllAround(operation).LastOrDefault(loop => Gathering.OutlivesRoundOf(gatherer, loop))?.Syntax is not StatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } outer)
        {
            return null;
        }

        var decoder = Names.Free("decoder", outer, model);
        var characters = Names.Free("characters", outer, model);
        var arguments = decode.ArgumentList.Arguments.ToString();
        var marked = root.ReplaceNodes(new SyntaxNode[] { append, outer }, (old, now) => now.WithAdditionalAnnotations(old == append ? Appending : Looping));
        var before = (ExpressionStatementSyntax)marked.GetAnnotatedNodes(Appending).Single();
        var filled = Lines.InsertBefore(marked, before, [SyntaxFactory.ParseStatement($"var {characters} = new char[{decoder}.GetCharCount({arguments})];")]);
        if (filled is null)
        {
            return null;
        }

        var old = (ExpressionStatementSyntax)filled.GetAnnotatedNodes(Appending).Single();
        var appended = filled.ReplaceNode(old, old.WithExpression(SyntaxFactory.ParseExpression($"{text}.Append({characters}, 0, {decoder}.GetChars({arguments}, {characters}, 0))").WithTriviaFrom(old.Expression)));
        var loop = (StatementSyntax)appended.GetAnnotatedNodes(Looping).Single();
        if (Lines.InsertBefore(appended, loop, [SyntaxFactory.ParseStatement($"var {decoder} = {encoding}.GetDecoder();")]) is { } mended)
        {
            return mended;
        }

        return null;
    }
}
