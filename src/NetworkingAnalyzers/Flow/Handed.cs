using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>Where a function that is given as a value goes: as which delegate, to whom.</summary>
internal readonly struct Handed
{
    private Handed(IOperation to, ITypeSymbol? @delegate)
    {
        To = to;
        Delegate = @delegate;
    }

    /// <summary>
    /// The operation that takes the delegate: an <see cref="IArgumentOperation"/>, an <see cref="IEventAssignmentOperation"/>, an
    /// assignment, a declarator, a <c>return</c>; whatever else holds it.
    /// </summary>
    public IOperation To { get; }

    /// <summary>The delegate type that it first becomes; null where that cannot be said.</summary>
    public ITypeSymbol? Delegate { get; }

    /// <summary>The call or creation that it is an argument of.</summary>
    public IOperation? Call => (To as IArgumentOperation)?.Parent;

    /// <summary>Asked of a lambda or of a method group.</summary>
    public static Handed Of(IOperation function)
    {
        ITypeSymbol? type = null;
        var child = function;
        while (child.Parent is { } parent)
        {
            switch (parent)
            {
                case IDelegateCreationOperation or IConversionOperation:
                    type ??= parent.Type is { TypeKind: TypeKind.Delegate } ? parent.Type : null;
                    break;
                case IParenthesizedOperation or IVariableInitializerOperation:
                    break;
                default:
                    return new Handed(parent, type);
            }

            child = parent;
        }

        return new Handed(child, type);
    }
}
