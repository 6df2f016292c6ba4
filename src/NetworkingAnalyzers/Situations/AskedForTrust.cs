using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Is a certificate's check weakened only where somebody has asked for it: a setting, a build for debugging, a method that is there for nothing else?</summary>
internal static class AskedForTrust
{
    /// <summary>Whether it may be so. Only conditions that plainly ask something else (is TLS used at all) are no request.</summary>
    public static bool Holds(IOperation check, Seen seen) =>
        IsGuarded(check)
        || IsInDebugBuild(check.Syntax)
        || IsOffered(seen)
        || (check is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method.Name: var name } } && Certificates.IsForTrials(name))
        || Certificates.IsSample(check.Syntax.SyntaxTree.FilePath)
        || IsKeptForLater(check, seen)
        || Operations.Below(seen.Body.Root).Any(operation => operation.ConstantValue is { HasValue: true, Value: string text } && Certificates.IsThisMachine(text));

    /// <summary>Whether a condition above, or one before that leaves, may be the request.</summary>
    private static bool IsGuarded(IOperation operation)
    {
        var child = operation;
        for (var up = operation.Parent; up is not null; child = up, up = up.Parent)
        {
            switch (up)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && !AsksSomethingElse(choice.Condition):
                case ISwitchOperation @switch when !ReferenceEquals(@switch.Value, child) && !IsTransport(@switch.Value):
                case ISwitchExpressionOperation arms when !ReferenceEquals(arms.Value, child) && !IsTransport(arms.Value):
                case IBlockOperation block when block.Operations.TakeWhile(one => !ReferenceEquals(one, child)).OfType<IConditionalOperation>().Any(Leaves):
                    return true;
            }
        }

        return false;
    }

    /// <summary><c>if (!options.AllowUntrusted) { return; }</c></summary>
    private static bool Leaves(IConditionalOperation choice) =>
        Operations.BelowInFunction(choice).Any(one => one is IReturnOperation or IThrowOperation)
        && Operations.BelowInFunction(choice.Condition).Any(one => NameIn(one) is { } name && Certificates.SpeaksOfTrust(name));

    private static bool AsksSomethingElse(IOperation condition)
    {
        var todo = new Stack<IOperation>();
        todo.Push(condition);
        while (todo.Count > 0)
        {
            switch (Uses.Plain(todo.Pop()))
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    todo.Push(not.Operand);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both:
                    todo.Push(both.LeftOperand);
                    todo.Push(both.RightOperand);
                    break;
                case IBinaryOperation binary when Uses.IsNull(binary.LeftOperand) || Uses.IsNull(binary.RightOperand):
                case IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var constant } } when Uses.IsNull(constant):
                case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var inner } } } when Uses.IsNull(inner):
                case IIsPatternOperation { Pattern: IDeclarationPatternOperation or ITypePatternOperation or IRecursivePatternOperation } or IIsTypeOperation:
                    break;
                case var asked when IsTransport(asked):
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>What is asked is whether, where to and how to connect: <c>UseSsl</c>, <c>uri.Scheme == "https"</c>, <c>url.StartsWith("wss")</c>.</summary>
    private static bool IsTransport(IOperation asked) => Uses.Plain(asked) switch
    {
        IBinaryOperation binary => IsTransport(binary.LeftOperand) || IsTransport(binary.RightOperand),
        IInvocationOperation call => (call.Instance is { } instance && IsTransport(instance)) || call.Arguments.Any(argument => IsTransport(argument.Value)) || Certificates.SpeaksOfTransport(call.TargetMethod.Name),
        IIsPatternOperation test => IsTransport(test.Value),
        { ConstantValue: { HasValue: true, Value: string text } } => text is "https" or "https://" or "wss" or "wss://",
        var other => NameIn(other) is { } name && Certificates.SpeaksOfTransport(name),
    };

    private static string? NameIn(IOperation operation) => operation switch
    {
        IFieldReferenceOperation field => field.Field.Name,
        IInvocationOperation call => call.TargetMethod.Name,
        _ => Makings.SymbolOf(operation)?.Name,
    };

    private static bool IsInDebugBuild(SyntaxNode place)
    {
        var open = new Stack<string>();
        for (var directive = (place.SyntaxTree.GetRoot() as CompilationUnitSyntax)?.GetFirstDirective(); directive is not null && directive.SpanStart < place.SpanStart; directive = directive.GetNextDirective())
        {
            switch (directive)
            {
                case IfDirectiveTriviaSyntax start:
                    open.Push(start.Condition.ToString());
                    break;
                case ElifDirectiveTriviaSyntax or ElseDirectiveTriviaSyntax when open.Count > 0:
                    open.Push(open.Pop() + " else");
                    break;
                case EndIfDirectiveTriviaSyntax when open.Count > 0:
                    open.Pop();
                    break;
            }
        }

        return open.Any(condition => condition.Contains("DEBUG") || condition.Contains("DEV") || condition.Contains("TEST"));
    }

    /// <summary>The method or its type says what it is for, or is called by those alone who have asked.</summary>
    private static bool IsOffered(Seen seen)
    {
        if (seen.Body.Owner is not { } owner)
        {
            return false;
        }

        if (owner is IMethodSymbol { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } hidden
            && seen.Sources.ReferencesTo(hidden, seen.Cancellation).Take(8).ToList() is var calls && calls.Any(IsGuarded) && calls.All(call => IsGuarded(call) || IsInDeadCode(call, seen)))
        {
            return true;
        }

        for (ISymbol? symbol = owner; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (Certificates.Offers(symbol.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A static method that nobody of this compilation calls and nobody else can see, but for its tests.</summary>
    private static bool IsInDeadCode(IOperation call, Seen seen) =>
        Body.Around(call).Owner is IMethodSymbol { IsStatic: true, MethodKind: MethodKind.Ordinary, Name: not "Main" } caller
        && !Functions.IsSeenFromOutside(caller)
        && !seen.Sources.ReferencesTo(caller, seen.Cancellation).Any();

    /// <summary>Returned, or kept in a variable that is read nowhere here, or only where somebody has asked.</summary>
    private static bool IsKeptForLater(IOperation check, Seen seen)
    {
        switch (Handed.Of(check).To)
        {
            case IReturnOperation:
                return true;
            case IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields }:
                return IsReadOnRequest(seen.Sources.MentionsOf(fields[0]));
            case IPropertyInitializerOperation { InitializedProperties: { Length: > 0 } properties }:
                return IsReadOnRequest(seen.Sources.MentionsOf(properties[0]));
            case IVariableDeclaratorOperation { Symbol: var local }:
                return IsReadOnRequest(seen.Body.MentionsOf(local));
            case IAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } }:
                return IsReadOnRequest(seen.Body.MentionsOf(local));
            case IAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }, Member: { DeclaringSyntaxReferences.IsEmpty: false } member } }:
                return IsReadOnRequest(seen.Sources.MentionsOf(member));
            default:
                return false;
        }
    }

    private static bool IsReadOnRequest(IReadOnlyList<IOperation> mentions) =>
        Writes.ReadsAmong(mentions).Where(mention => mention is not ISymbolInitializerOperation).All(IsGuarded)
        || Writes.Among(mentions).Take(2).Count() > 1;
}
