using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Functions whose failure ends in a task that nobody looks at while the program runs: it is dropped, or kept to be awaited when
/// everything is stopped.
/// </summary>
internal static class Unattended
{
    private const int Depth = 4;
    private const int MostCallers = 8;

    /// <summary>Whether each call of the function that is seen, and at least one is, leaves it to itself.</summary>
    public static bool Is(IOperation function, Seen seen)
    {
        var todo = new Stack<(IOperation Function, int Depth)>();
        todo.Push((function, Depth));
        while (todo.Count > 0)
        {
            var (next, depth) = todo.Pop();
            if (depth == 0 || StartsOf(next, seen) is not { Count: > 0 and < MostCallers } starts)
            {
                return false;
            }

            foreach (var start in starts)
            {
                switch (EndOf(start, seen))
                {
                    case (true, _):
                        break;
                    case (_, { } around):
                        todo.Push((around, depth - 1));
                        break;
                    default:
                        return false;
                }
            }
        }

        return true;
    }

    /// <summary>The calls that run the function: its own, or those that are given it as the work of a task. Null where it is used in another way.</summary>
    private static List<IOperation>? StartsOf(IOperation function, Seen seen)
    {
        if (function is IAnonymousFunctionOperation)
        {
            return TaskOf(Handed.Of(function), seen) is { } task ? new() { task } : null;
        }

        // What a framework or an interface calls may be awaited by anybody.
        if (Functions.SymbolOf(function) is not { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, IsOverride: false, IsVirtual: false } method || IsOfInterface(method))
        {
            return null;
        }

        var starts = new List<IOperation>();
        foreach (var mention in seen.Sources.ReferencesTo(method, seen.Cancellation))
        {
            if (mention is IInvocationOperation call)
            {
                starts.Add(call);
            }
            else if (mention is IMethodReferenceOperation && TaskOf(Handed.Of(mention), seen) is { } task)
            {
                starts.Add(task);
            }
            else if (Operations.Above<INameOfOperation>(mention) is null)
            {
                return null;
            }
        }

        return starts;
    }

    private static bool IsOfInterface(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary
        && (!method.ExplicitInterfaceImplementations.IsEmpty
            || Functions.ContractsOf(method).Any());

    /// <summary><c>Task.Run(f)</c>, <c>Task.Factory.StartNew(f)</c>.</summary>
    private static IOperation? TaskOf(Handed handed, Seen seen) =>
        handed.Call is IInvocationOperation call && Awaiting.IsTask(call.Type) && seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.StartsWork) ? call : null;

    /// <summary>Whether the task of the call is left alone; else the function around, where that fails with it.</summary>
    private static (bool IsLeft, IOperation? Around) EndOf(IOperation start, Seen seen)
    {
        var function = Body.FunctionOf(start);
        if (!Awaiting.IsTask(start.Type))
        {
            return (false, IsCaught(start) ? null : function);
        }

        if (Waiting.For(start) is IAwaitOperation && !IsCaught(start))
        {
            return (false, function);
        }

        var fate = Fate.Of(start);
        return fate.Kind switch
        {
            _ when Waiting.For(start) is not null => (false, null),
            FateKind.Dropped => (true, null),
            FateKind.Returned => (false, function),
            FateKind.Stored when fate.Into is { } kept && !fate.Accumulates => (IsOnlyAwaitedAtTheEnd(kept, start, seen), null),
            FateKind.Passed => (fate.At is IArgumentOperation { Parent: IInvocationOperation { Type.SpecialType: SpecialType.System_Void, TargetMethod.Name: var name } } && Threads.LetsGo(name), null),
            _ => (false, null),
        };
    }

    private static bool IsCaught(IOperation start) => Catching.IsCaught(start, static _ => true);

    /// <summary>The variable is read by nobody, or only where the object is stopped.</summary>
    private static bool IsOnlyAwaitedAtTheEnd(ISymbol kept, IOperation start, Seen seen) => kept switch
    {
        ILocalSymbol local => !Writes.ReadsAmong(Body.Around(start).MentionsOf(local)).Any(),
        IFieldSymbol or IPropertySymbol when kept.DeclaredAccessibility == Accessibility.Private =>
            Writes.ReadsAmong(seen.Sources.MentionsOf(kept)).All(read => read.Parent is not IPropertyReferenceOperation
                && Body.Around(read).Owner is IMethodSymbol method && Delivering.Ends(method.Name)),
        _ => false,
    };
}
