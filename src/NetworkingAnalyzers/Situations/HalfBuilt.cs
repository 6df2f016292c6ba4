using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// A connection that is kept by an object which is not built yet: where its constructor throws, nobody ever gets the object, and nobody can
/// close what is in its fields.
/// </summary>
internal static class HalfBuilt
{
    private const int CallDepth = 3;

    /// <summary>The custody of the connection in each constructor that keeps it in the object's fields; the connection comes from an initialiser where the opening is null.</summary>
    public static IEnumerable<(Seen Constructor, IOperation? Opening, Custody Custody)> Of(Call call)
    {
        if (call.Body.Owner is IMethodSymbol { MethodKind: MethodKind.Constructor, IsStatic: false } && ReferenceEquals(Body.FunctionOf(call.Operation), call.Body.Root))
        {
            yield return (call.Seen, call.Operation, Custody.OfBuilding(call.Operation, null, call.Seen));
        }
        else if (call.Body.Owner is (IFieldSymbol or IPropertySymbol) and { IsStatic: false, ContainingType.InstanceConstructors: var constructors } member
            && Uses.Whole(call.Operation).Parent is ISymbolInitializerOperation)
        {
            foreach (var constructor in constructors)
            {
                if (call.Seen.Sources.BodyOf(constructor) is { Root: IConstructorBodyOperation { Initializer: var initializer } } body && (initializer is null || !RunsAnother(initializer, constructor)))
                {
                    yield return (call.Seen.In(body), null, Custody.OfBuilding(null, member, call.Seen.In(body)));
                }
            }
        }
    }

    /// <summary>What gives the object to somebody before it is built, or may close what it holds: from there on others can. Null where a base class may.</summary>
    public static IReadOnlyList<IOperation>? GivenOut(Seen constructor) =>
        constructor.Body.Owner is IMethodSymbol method && IsSilent(method, constructor, CallDepth, itself: true)
            ? GivenOutIn(constructor.Body.Root, constructor, CallDepth).ToList()
            : null;

    private static bool RunsAnother(IOperation initializer, IMethodSymbol constructor) =>
        Operations.Below(initializer).OfType<IInvocationOperation>().FirstOrDefault(operation => operation.TargetMethod.MethodKind == MethodKind.Constructor) is { TargetMethod.ContainingType: var type }
        && SymbolEqualityComparer.Default.Equals(type, constructor.ContainingType);

    /// <summary>Neither the constructor nor the one that it runs first gives the object to anybody; of the first constructor, only what runs before it is asked.</summary>
    private static bool IsSilent(IMethodSymbol constructor, Seen seen, int depth, bool itself = false)
    {
        if (constructor.DeclaringSyntaxReferences.IsEmpty && !constructor.IsImplicitlyDeclared)
        {
            return IsPlain(constructor.ContainingType);
        }

        if (depth == 0)
        {
            return false;
        }

        if (seen.Sources.BodyOf(constructor)?.Root is not IConstructorBodyOperation body)
        {
            return constructor.IsImplicitlyDeclared && IsSilentByDefault(constructor.ContainingType.BaseType, seen, depth);
        }

        if (!itself && GivenOutIn(body, seen, depth).Any())
        {
            return false;
        }

        return body.Initializer is { } initializer
            ? Operations.Below(initializer).OfType<IInvocationOperation>().FirstOrDefault(call => call.TargetMethod.MethodKind == MethodKind.Constructor) is { TargetMethod: var first } && IsSilent(first, seen, depth - 1)
            : IsSilentByDefault(constructor.ContainingType.BaseType, seen, depth);
    }

    private static bool IsSilentByDefault(INamedTypeSymbol? type, Seen seen, int depth) =>
        type is null || IsPlain(type) || (type.InstanceConstructors.FirstOrDefault(constructor => constructor.Parameters.All(parameter => parameter.IsOptional)) is { } constructor && IsSilent(constructor, seen, depth - 1));

    /// <summary>The constructors of these hand nothing out.</summary>
    private static bool IsPlain(INamedTypeSymbol type) =>
        type.SpecialType == SpecialType.System_Object || type is { Name: "Stream" or "MarshalByRefObject" or "BackgroundService", DeclaringSyntaxReferences.IsEmpty: true, TypeKind: TypeKind.Class };

    private static IEnumerable<IOperation> GivenOutIn(IOperation function, Seen seen, int depth)
    {
        foreach (var operation in Operations.Below(function))
        {
            if (operation is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Parent: { } parent } self)
            {
                if (!ReferenceEquals(Body.FunctionOf(self), function))
                {
                    // A lambda that has the object may do anything, once it is made.
                    for (var up = parent; up is not null && !ReferenceEquals(up, function); up = up.Parent)
                    {
                        if (up is IAnonymousFunctionOperation or ILocalFunctionOperation or IDelegateCreationOperation)
                        {
                            yield return up;
                        }
                    }
                }
                else if (!IsHarmless(parent, self, seen, depth))
                {
                    yield return parent;
                }
            }
        }
    }

    private static bool IsHarmless(IOperation use, IOperation self, Seen seen, int depth) => use switch
    {
        IFieldReferenceOperation or IPropertyReferenceOperation or IEventReferenceOperation => true,
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor } } => true,
        IInvocationOperation { Instance: var instance, TargetMethod: { IsVirtual: false, IsAbstract: false, IsOverride: false } method } when ReferenceEquals(instance, self) =>
            depth > 0
            && !Overwriting.SoundsLikeClosing(method.Name)
            && seen.Sources.FunctionOf(method) is { } called
            && !Operations.Below(called).Any(inner => Uses.MemberOf(inner) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.Releases))
            && !GivenOutIn(called, seen, depth - 1).Any(),
        _ => false,
    };
}
