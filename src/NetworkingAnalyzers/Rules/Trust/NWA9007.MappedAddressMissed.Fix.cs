using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>
/// Maps the address where it has the mapped form, and leaves it where it has not: of another IPv6 address <c>MapToIPv4</c> makes one that means nothing. What is asked twice then is
/// a variable or a property, never a call. Where the family is tested first, the variable is mapped before that.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MappedAddressMissedFix() : NetworkingFix("Map the address to IPv4 first", "NWA9007")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true) is not { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax, Expression: var address } }
            || !CanBeAskedTwice(address)
            || model.GetTypeInfo(address, context.CancellationToken).Type is not { Name: "IPAddress" }
            || model.GetSymbolInfo(address, context.CancellationToken).Symbol is IFieldSymbol { IsStatic: true, DeclaringSyntaxReferences.IsEmpty: true })
        {
            return null;
        }

        if (FamilyTestBefore(address) is { } test)
        {
            // Behind a test of the family the mapped form does not come: it has to be mapped before.
            return address is IdentifierNameSyntax name && test.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax block } statement && block.Span.Contains(address.Span)
                ? await Trial.Compiled(context.Document, block, block.WithStatements(block.Statements.Insert(block.Statements.IndexOf(statement), MapFirst(name))), context.CancellationToken).ConfigureAwait(false)
                : null;
        }

        var asked = address.WithoutTrivia();
        var mapped = SyntaxFactory.ParseExpression($"({asked}.IsIPv4MappedToIPv6 ? {Bare(asked)}.MapToIPv4() : {Bare(asked)})").WithTriviaFrom(address);
        return await Trial.Compiled(context.Document, address, mapped, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first <c>address.AddressFamily</c> above the call in its member; null where nobody has asked.</summary>
    private static MemberAccessExpressionSyntax? FamilyTestBefore(ExpressionSyntax address) =>
        address.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .FirstOrDefault(access => access.Name.Identifier.ValueText == "AddressFamily" && access.SpanStart < address.SpanStart && SyntaxFactory.AreEquivalent(access.Expression, Bare(address)));

    private static StatementSyntax MapFirst(IdentifierNameSyntax name) =>
        SyntaxFactory.ParseStatement($"if ({name.Identifier.ValueText}.IsIPv4MappedToIPv6) {{ {name.Identifier.ValueText} = {name.Identifier.ValueText}.MapToIPv4(); }}")
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);

    private static bool CanBeAskedTwice(ExpressionSyntax address) => address switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax => true,
        MemberAccessExpressionSyntax { Expression: var of, Name: IdentifierNameSyntax } => CanBeAskedTwice(of),
        PostfixUnaryExpressionSyntax { Operand: var operand } suppressed => suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) && CanBeAskedTwice(operand),
        _ => false,
    };

    /// <summary>Without the <c>!</c> at its end, which has been said once.</summary>
    private static ExpressionSyntax Bare(ExpressionSyntax address) => address is PostfixUnaryExpressionSyntax { Operand: var operand } ? operand : address;
}
