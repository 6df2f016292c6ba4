using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Names the exception that is thrown. Offered where the clause asks its exception nothing that only the other type knows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CatchThatNeverMatchesFix() : NetworkingFix("Catch what is thrown", "NWA3014")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<CatchDeclarationSyntax>() is not { Parent: CatchClauseSyntax clause } declaration
            || model.GetOperation(clause, context.CancellationToken) is not ICatchClauseOperation operation)
        {
            return null;
        }

        var seen = Seen.ForFix(operation, model.Compilation, context.Document.Project.AnalyzerOptions, context.CancellationToken);
        foreach (var dead in DeadClauses.In(seen))
        {
            // A timeout is one failure of several: who wants only that must ask the exception which it was.
            if (dead.Clause.Syntax == clause && dead.Caught != NetworkFailure.Timeout && AsksNothingOfItsOwn(operation) && Throwing.TypeOf(dead.Thrown, seen.Types) is { } thrown)
            {
                var type = SyntaxFactory.ParseTypeName("global::" + thrown.ToDisplayString()).WithTriviaFrom(declaration.Type).WithAdditionalAnnotations(Simplifier.Annotation);
                return root.ReplaceNode(declaration.Type, type);
            }
        }

        return null;
    }

    /// <summary>The exception is only read through what all exceptions have, and given to nobody who wants that very type.</summary>
    private static bool AsksNothingOfItsOwn(ICatchClauseOperation clause) =>
        Operations.Below(clause).OfType<ILocalReferenceOperation>().Where(mention => clause.Locals.Contains(mention.Local)).All(mention => mention.Parent switch
        {
            IMemberReferenceOperation member => member.Member.Name is "Message" or "StackTrace" or "InnerException" or "Source" or "Data",
            IInvocationOperation call => ReferenceEquals(call.Instance, mention) && call.TargetMethod.Name is "ToString" or "GetType" or "GetBaseException",
            IConversionOperation { Type: { Name: "Exception" or "Object" } } => true,
            IInterpolationOperation => true,
            _ => false,
        });
}
