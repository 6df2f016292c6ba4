using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Reads the number by BinaryPrimitives, in the order that nearly every machine gives today: what is on the wire stays as it is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MachineByteOrderFix() : NetworkingFix("Say the byte order that is used today", "NWA2011")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation { TargetMethod: { Name: var name } method }
            || !name.StartsWith("To", System.StringComparison.Ordinal)
            || WidthOf(method.ReturnType) is not { } width)
        {
            return null;
        }

        var given = call.ArgumentList.Arguments;
        var bytes = given.Count == 1
            ? given[0].Expression
            : SyntaxFactory.ParseExpression($"new global::System.ReadOnlySpan<byte>({given[0].Expression.WithoutTrivia()}, {given[1].Expression.WithoutTrivia()}, {width})");
        var mended = SyntaxFactory.InvocationExpression(
                SyntaxFactory.ParseExpression($"global::System.Buffers.Binary.BinaryPrimitives.Read{name.Substring("To".Length)}LittleEndian"),
                SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(bytes))))
            .WithTriviaFrom(call);
        return await Trial.Compiled(context.Document, call, Names.AllShortened(mended), context.CancellationToken).ConfigureAwait(false);
    }

    private static int? WidthOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
        _ => null,
    };
}
