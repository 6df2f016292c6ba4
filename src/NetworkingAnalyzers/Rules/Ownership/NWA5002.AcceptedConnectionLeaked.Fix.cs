using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>Makes the accepted connection's declaration a <c>using</c>, or puts one at the top of the handler that never closes what it is given.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AcceptedConnectionLeakedFix() : NetworkingFix(ConnectionLeakedFix.UseUsing, "NWA5002")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter)
        {
            return ConnectionLeakedFix.WithUsing(context, root, model) is { } mended ? context.Document.WithSyntaxRoot(mended) : null;
        }

        if (((CSharpParseOptions)root.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp8
            && parameter.Parent?.Parent is MethodDeclarationSyntax { Body: { Statements.Count: > 0 } block }
            && model.GetDeclaredSymbol(parameter, context.CancellationToken) is { } given
            && Sources.Of(model.Compilation).BodyOf(given.ContainingSymbol) is { } body
            && Custody.Of(given, body, NetTypes.Of(model.Compilation), Sources.Of(model.Compilation), context.CancellationToken) is { IsLost: false, Releases.Count: 0, HandOvers.Count: 0 })
        {
            // A parameter cannot be disposed of by a declaration of its own: another name for it can.
            var name = Names.Free("accepted", block, model);
            var value = given.Type.SpecialType == SpecialType.System_Object ? $"{given.Name} as global::System.IDisposable" : given.Name;
            var @using = Names.AllShortened((LocalDeclarationStatementSyntax)SyntaxFactory.ParseStatement($"using var {name} = {value};"))
                .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
                .WithAdditionalAnnotations(Formatter.Annotation);
            return await Trial.Compiled(context.Document, block, block.WithStatements(block.Statements.Insert(0, @using)), context.CancellationToken).ConfigureAwait(false);
        }

        return null;
    }
}
