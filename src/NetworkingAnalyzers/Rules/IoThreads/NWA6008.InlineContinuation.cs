using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>A promise that the receive loop keeps runs whoever awaits it inside that loop: nothing is read until they let go.</summary>
public sealed class InlineContinuation : NetworkingRule
{
    /// <summary>The option that makes a completion hand its continuations to the pool.</summary>
    internal const string Option = "RunContinuationsAsynchronously";

    private const int RunContinuationsAsynchronously = 64;
    private const int CallDepth = 3;

    /// <summary>A name that occurs more often than this is not followed.</summary>
    private const int Crowd = 80;

    /// <summary>Describes the rule.</summary>
    public InlineContinuation()
        : base(
            "NWA6008",
            "A receive loop runs the continuations of others",
            "'{0}' is completed by '{1}', which then receives the next message: whoever awaits the task runs there first; add 'TaskCreationOptions.RunContinuationsAsynchronously'",
            "Completing a TaskCompletionSource runs, before it returns, the code behind every await of its task. Done by the loop that receives, that code holds up the connection "
            + "for as long as it runs, and for ever where it waits, blocking, for the next reply: the loop that should receive it is the one that runs it.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net)
    {
        // .NET Framework before 4.6 has no such option.
        if (net.Type("System.Threading.Tasks.TaskCreationOptions")?.GetMembers(Option).IsEmpty == false)
        {
            on.Calls(Topics.MakesPromise, Judge);
        }
    }

    private static void Judge(Call call)
    {
        if (call.Operation is not IObjectCreationOperation creation || CompiledFor.FrameworkBefore(creation.Syntax.SyntaxTree, "NET46") || !RunsInline(creation) || IsWeighed(creation) || Promises.IsOnlyBlockedOn(creation, call.Seen) || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        foreach (var (kept, seen) in Promises.KeptOf(creation, call.Seen))
        {
            if (IsBeforeReceive(kept, seen, CallDepth, out var by))
            {
                call.Report("TaskCompletionSource", by);
                return;
            }
        }
    }

    /// <summary>Made without the option. Options that cannot be seen may hold it.</summary>
    private static bool RunsInline(IObjectCreationOperation creation) =>
        Uses.ArgumentOf(creation, "creationOptions") is not { } options
        || (options.ConstantValue is { HasValue: true, Value: int set } && (set & RunContinuationsAsynchronously) == 0);

    /// <summary>A comment in the type speaks of the option: the author knows it, and has decided.</summary>
    private static bool IsWeighed(IObjectCreationOperation creation) =>
        creation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.DescendantTrivia().Any(trivia =>
            trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia && trivia.ToString().IndexOf(Option, StringComparison.Ordinal) >= 0) == true;

    /// <summary>
    /// Whether the function goes on to receive behind the completion, or the function that calls it does. A lambda is run by somebody
    /// else; a virtual method is called by who knows whom.
    /// </summary>
    private static bool IsBeforeReceive(IOperation kept, Seen seen, int depth, out string by)
    {
        seen.Cancellation.ThrowIfCancellationRequested();
        by = string.Empty;
        var function = Body.FunctionOf(kept);
        if (Functions.SymbolOf(function) is not { } symbol)
        {
            return false;
        }

        by = symbol.MethodKind == MethodKind.AnonymousFunction ? "a callback" : symbol.Name;
        var receives = Receives.In(function, seen).Where(receive => !Operations.Contains(receive, kept)).ToList();
        if (receives.Count > 0 && Paths.Around(kept, seen.Body, seen.Cancellation) is { } paths
            && paths.Reaches(kept, paths.Any(receives), exceptions: Exceptions.Thrown) == Answer.Yes)
        {
            return true;
        }

        if (depth == 0 || symbol.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction) || symbol.IsVirtual || symbol.IsOverride
            || seen.Sources.NamesAnywhere(symbol.Name, seen.Cancellation).Skip(Crowd).Any())
        {
            return false;
        }

        foreach (var caller in seen.Sources.CallsOf(symbol, seen.Cancellation))
        {
            if (!ReferenceEquals(Body.FunctionOf(caller), function)
                && !Pending.IsLeft(caller, Body.Around(caller))
                && IsBeforeReceive(caller, seen.In(Body.Around(caller)), depth - 1, out by))
            {
                return true;
            }
        }

        return false;
    }
}
