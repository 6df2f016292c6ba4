using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>What a call, creation, property or event access uses, on what, and where its name stands.</summary>
internal static class Uses
{
    /// <summary>The member that the operation uses, or null where it uses none.</summary>
    public static ISymbol? MemberOf(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation property => property.Property,
        IEventReferenceOperation @event => @event.Event,
        _ => null,
    };

    /// <summary>What the member is called on (through <c>?.</c> too); the first argument of an extension method; null otherwise.</summary>
    public static IOperation? ReceiverOf(IOperation operation) => operation switch
    {
        IInvocationOperation { Instance: { } instance } => Resolve(instance),
        IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments.Length: > 0 } extension => Plain(extension.Arguments[0].Value),
        IMemberReferenceOperation { Instance: { } instance } => Resolve(instance),
        _ => null,
    };

    /// <summary>What uses a value: the operation around it; through <c>x?.M()</c>, the call or access behind the question mark.</summary>
    public static IOperation? UserOf(IOperation value)
    {
        if (value.Parent is not IConditionalAccessOperation access || !ReferenceEquals(access.Operation, value))
        {
            return value.Parent;
        }

        foreach (var below in Operations.Below(access.WhenNotNull))
        {
            if (below is IConditionalAccessInstanceOperation && ReferenceEquals(ReceiverOfConditional(below), Plain(value)))
            {
                return below.Parent;
            }
        }

        return access;
    }

    /// <summary>The value passed for a parameter, by its name; null where the call has none or it is left at its default.</summary>
    public static IOperation? ArgumentOf(IOperation call, string parameter)
    {
        foreach (var argument in ArgumentsOf(call))
        {
            if (argument.Parameter?.Name == parameter && argument.ArgumentKind != ArgumentKind.DefaultValue)
            {
                return argument.Value;
            }
        }

        return null;
    }

    public static System.Collections.Immutable.ImmutableArray<IArgumentOperation> ArgumentsOf(IOperation call) => call switch
    {
        IInvocationOperation invocation => invocation.Arguments,
        IObjectCreationOperation creation => creation.Arguments,
        _ => System.Collections.Immutable.ImmutableArray<IArgumentOperation>.Empty,
    };

    /// <summary>A constant <c>null</c>, whatever it is converted to.</summary>
    public static bool IsNull(IOperation value) => Plain(value).ConstantValue is { HasValue: true, Value: null };

    /// <summary>The value without the conversions and parentheses around it.</summary>
    public static IOperation Plain(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The value with the conversions and parentheses around it: the way back from <see cref="Plain"/>.</summary>
    public static IOperation Whole(IOperation operation)
    {
        while (operation.Parent is IConversionOperation or IParenthesizedOperation)
        {
            operation = operation.Parent;
        }

        return operation;
    }

    /// <summary>The name to print: <c>Socket.ReceiveAsync</c>, <c>new TcpClient</c>.</summary>
    public static string NameOf(IOperation operation) => MemberOf(operation) switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => "new " + constructor.ContainingType.Name,
        { ContainingType: { } type } member => type.Name + "." + member.Name,
        var other => other?.Name ?? string.Empty,
    };

    /// <summary>Where to point: the member's name in a call or access, the type in a creation.</summary>
    public static Location PlaceOf(IOperation operation)
    {
        var syntax = operation.Syntax;
        return syntax switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.GetLocation(),
            InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name.GetLocation(),
            InvocationExpressionSyntax invocation => invocation.Expression.GetLocation(),
            MemberAccessExpressionSyntax access => access.Name.GetLocation(),
            MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
            _ => syntax.GetLocation(),
        };
    }

    private static IOperation Resolve(IOperation instance)
    {
        instance = Plain(instance);
        return instance is IConditionalAccessInstanceOperation ? ReceiverOfConditional(instance) ?? instance : instance;
    }

    /// <summary>The instance of <c>x?.M()</c> stands for x of the nearest access whose right side holds it.</summary>
    public static IOperation? ReceiverOfConditional(IOperation instance)
    {
        var child = instance;
        for (var up = instance.Parent; up is not null; child = up, up = up.Parent)
        {
            if (up is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, child))
            {
                return Plain(access.Operation);
            }
        }

        return null;
    }
}
