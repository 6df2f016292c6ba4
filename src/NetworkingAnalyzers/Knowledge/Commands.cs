namespace NetworkingAnalyzers.Knowledge;

/// <summary>How the libraries for command lines (System.CommandLine, Spectre.Console.Cli, McMaster, CommandLineParser, Mono.Options) name what a typed command does.</summary>
internal static class Commands
{
    /// <summary>Methods that are given the function which a command runs.</summary>
    public static bool TakesAction(string method) =>
        method is "SetAction" or "SetHandler" or "OnExecute" or "OnExecuteAsync" or "WithParsed" or "WithParsedAsync" or "MapResult";

    /// <summary>The method of a type that is a command, by what it derives from or how it is marked.</summary>
    public static bool IsAction(string method) => method is "Execute" or "ExecuteAsync" or "OnExecute" or "OnExecuteAsync";

    /// <summary>Types from which a command derives.</summary>
    public static bool IsBase(string type) => type is "Command" or "AsyncCommand";

    /// <summary>Attributes of a type that is a command.</summary>
    public static bool Marks(string? attribute) => attribute is "CommandAttribute" or "SubcommandAttribute" or "VerbAttribute";

    /// <summary>Types that read the arguments which somebody has typed.</summary>
    public static bool ReadsArguments(string type) => type is "OptionSet";
}
