using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>How an operation uses a collection.</summary>
internal enum ListUse
{
    /// <summary>A count, a copy, an index of a list: fails seldom.</summary>
    Glance,

    /// <summary>Goes through it, or looks a key up: throws, or finds nothing, where it is changed meanwhile.</summary>
    Walk,

    /// <summary>Adds to it or takes from it.</summary>
    Change,
}

/// <summary>Collections that one thread may use at a time, and what their members do.</summary>
internal static class Collections
{
    /// <summary>Where one of these exists, code goes on after an <c>await</c> on the window's thread.</summary>
    public static readonly ImmutableArray<string> WindowTypes = ImmutableArray.Create(
        "System.Windows.Forms.Form", "System.Windows.Threading.Dispatcher", "UnityEngine.MonoBehaviour", "Microsoft.UI.Xaml.Window", "Windows.UI.Xaml.Window", "Avalonia.Controls.Window", "Microsoft.Maui.Controls.Page", "Xamarin.Forms.Page");

    private static readonly ImmutableHashSet<string> Plain = ImmutableHashSet.Create(
        "List", "LinkedList", "Dictionary", "SortedDictionary", "SortedList", "HashSet", "SortedSet", "Queue", "Stack");

    private static readonly ImmutableHashSet<string> Changes = ImmutableHashSet.Create(
        "Add", "AddRange", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveAll", "RemoveRange", "RemoveWhere", "Clear", "TryAdd", "Enqueue", "Dequeue", "TryDequeue", "Push", "Pop", "TryPop",
        "AddFirst", "AddLast", "AddBefore", "AddAfter", "RemoveFirst", "RemoveLast", "UnionWith", "ExceptWith", "IntersectWith", "Sort", "Reverse");

    private static readonly ImmutableHashSet<string> Glances = ImmutableHashSet.Create("ToArray", "CopyTo", "Equals", "GetHashCode", "ToString", "GetType", "AsReadOnly", "TrimExcess", "EnsureCapacity");

    /// <summary>A collection of <c>System.Collections.Generic</c>.</summary>
    public static bool IsPlain(INamedTypeSymbol type) =>
        Plain.Contains(type.Name) && type.ContainingNamespace is { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } };

    /// <summary>One that finds its items by a key: a look while it grows may miss them, or never end.</summary>
    public static bool LooksUp(ITypeSymbol type) => type.Name is "Dictionary" or "SortedDictionary" or "SortedList";

    /// <summary>What a method does to the collection.</summary>
    public static ListUse UseOf(string method) =>
        Changes.Contains(method) ? ListUse.Change : Glances.Contains(method) ? ListUse.Glance : ListUse.Walk;
}
