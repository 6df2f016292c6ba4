using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>What a function is run for. Many run at once, and all share the threads of the pool.</summary>
internal enum HandlerKind
{
    /// <summary>A request: an endpoint, a controller action, middleware, a message handler of <c>HttpClient</c>.</summary>
    Request,

    /// <summary>A connection, for as long as it lives.</summary>
    Connection,

    /// <summary>The completion of a network operation: an <c>AsyncCallback</c>, a <c>SocketAsyncEventArgs.Completed</c> handler.</summary>
    Completion,

    /// <summary>A background service that loops over a connection.</summary>
    Service,
}

/// <summary>Members that a framework calls for each request or connection: those that override or implement one of these.</summary>
internal sealed class HandlerRow
{
    public HandlerRow(HandlerKind kind, string type, params string[] members)
    {
        Kind = kind;
        Type = type;
        Members = members.ToImmutableArray();
    }

    public HandlerKind Kind { get; }

    public string Type { get; }

    public ImmutableArray<string> Members { get; }
}

/// <summary>Who runs code for connections and requests: the frameworks' hooks.</summary>
internal static class Handling
{
    /// <summary>Calls that are given the code which answers requests or serves connections.</summary>
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(
            TakesHandler,
            "Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions",
            "Map", "MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "MapMethods", "MapFallback"),
        new ApiRow(TakesHandler, "Microsoft.AspNetCore.Builder.RunExtensions", "Run"),
        new ApiRow(TakesHandler, "Microsoft.AspNetCore.Builder.UseExtensions", "Use"),
        new ApiRow(TakesHandler, "Microsoft.AspNetCore.Builder.IApplicationBuilder", "Use"),
        new ApiRow(TakesHandler, "Microsoft.AspNetCore.Connections.ConnectionBuilderExtensions", "Run", "Use"));

    /// <summary>Members that a framework calls.</summary>
    public static readonly ImmutableArray<HandlerRow> Members = ImmutableArray.Create(
        new HandlerRow(HandlerKind.Connection, "Microsoft.AspNetCore.Connections.ConnectionHandler", "OnConnectedAsync"),
        new HandlerRow(HandlerKind.Request, "Microsoft.AspNetCore.Http.IMiddleware", "InvokeAsync"),
        new HandlerRow(HandlerKind.Request, "Microsoft.AspNetCore.Http.IEndpointFilter", "InvokeAsync"),
        new HandlerRow(HandlerKind.Request, "Microsoft.AspNetCore.Mvc.Filters.IAsyncActionFilter", "OnActionExecutionAsync"),
        new HandlerRow(HandlerKind.Request, "Microsoft.AspNetCore.Mvc.Filters.IAsyncAuthorizationFilter", "OnAuthorizationAsync"),
        new HandlerRow(HandlerKind.Request, "Microsoft.AspNetCore.Authentication.AuthenticationHandler`1", "HandleAuthenticateAsync"),
        new HandlerRow(HandlerKind.Request, "System.Net.Http.HttpMessageHandler", "SendAsync"),
        new HandlerRow(HandlerKind.Connection, "Microsoft.AspNetCore.SignalR.Hub", "OnConnectedAsync", "OnDisconnectedAsync"),
        new HandlerRow(HandlerKind.Service, "Microsoft.Extensions.Hosting.BackgroundService", "ExecuteAsync"));

    /// <summary>Types whose public methods answer requests: subclasses of these ...</summary>
    public static readonly ImmutableArray<string> Controllers = ImmutableArray.Create(
        "Microsoft.AspNetCore.Mvc.ControllerBase",
        "Microsoft.AspNetCore.SignalR.Hub",
        "System.Web.Http.ApiController",
        "System.Web.Mvc.Controller");

    /// <summary>... and types with one of these attributes.</summary>
    public static readonly ImmutableArray<string> ControllerAttributes = ImmutableArray.Create(
        "Microsoft.AspNetCore.Mvc.ApiControllerAttribute",
        "Microsoft.AspNetCore.Mvc.ControllerAttribute");

    /// <summary>Takes a public method of a controller out of it.</summary>
    public const string NoAction = "NonActionAttribute";

    /// <summary>Pages: methods named <c>OnGet...</c>, <c>OnPost...</c> answer.</summary>
    public const string Page = "Microsoft.AspNetCore.Mvc.RazorPages.PageModel";

    /// <summary>What middleware is given; a function that takes one and returns a task handles it.</summary>
    public const string HttpContext = "Microsoft.AspNetCore.Http.HttpContext";

    /// <summary>What a connection handler is given.</summary>
    public const string ConnectionContext = "Microsoft.AspNetCore.Connections.ConnectionContext";

    /// <summary>The next piece of middleware: its constructor takes one.</summary>
    public const string RequestDelegate = "Microsoft.AspNetCore.Http.RequestDelegate";

    /// <summary>Types that code names which answers requests or serves connections, or tells a framework what does.</summary>
    public static IEnumerable<string> Types =>
        Members.Select(row => row.Type).Concat(Controllers).Concat(ControllerAttributes).Concat(
        [
            Page, HttpContext, ConnectionContext, RequestDelegate,
            "Microsoft.AspNetCore.Builder.WebApplication", "Microsoft.AspNetCore.Builder.IApplicationBuilder",
            "Microsoft.AspNetCore.Routing.IEndpointRouteBuilder", "Microsoft.AspNetCore.Routing.RouteGroupBuilder",
        ]);

    /// <summary>Types of which a framework makes one for each request: what they keep in fields is that request's own.</summary>
    public static bool IsPerRequest(INamedTypeSymbol type)
    {
        for (var up = type; up is not null; up = up.BaseType)
        {
            if (up.Name is "ControllerBase" or "Controller" or "ApiController" or "Hub" or "PageModel" or "AuthenticationHandler" or "ComponentBase")
            {
                return true;
            }
        }

        return type.AllInterfaces.Any(implemented => implemented.Name is "IMiddleware" or "IHttpHandler");
    }

    /// <summary><c>services.AddScoped&lt;Handler&gt;()</c>: whether the type's name stands where it is registered to be made for each request.</summary>
    public static bool IsRegisteredPerRequest(SimpleNameSyntax name) =>
        name.Parent is TypeArgumentListSyntax { Parent: GenericNameSyntax { Identifier.ValueText: "AddTransient" or "AddScoped" or "TryAddTransient" or "TryAddScoped" } };

    /// <summary>How middleware without an interface names its method.</summary>
    public static bool IsMiddlewareName(string name) => name is "Invoke" or "InvokeAsync";

    /// <summary>How a page names the methods that answer.</summary>
    public static bool IsPageHandlerName(string name) =>
        name.StartsWith("OnGet", System.StringComparison.Ordinal) || name.StartsWith("OnPost", System.StringComparison.Ordinal)
        || name.StartsWith("OnPut", System.StringComparison.Ordinal) || name.StartsWith("OnDelete", System.StringComparison.Ordinal);

    /// <summary>Attributes of the common test frameworks, on a method or on its class.</summary>
    public static readonly ImmutableArray<string> TestAttributes = ImmutableArray.Create(
        "Fact", "Theory", "Test", "TestCase", "TestCaseSource", "TestFixture", "TestClass", "TestMethod", "DataTestMethod", "SetUp",
        "OneTimeSetUp", "TearDown", "TestInitialize", "ClassInitialize", "Benchmark", "MemoryDiagnoser", "Explicit");

    /// <summary>Those among them whose names mean nothing else.</summary>
    public static readonly ImmutableArray<string> UnmistakableTestAttributes = ImmutableArray.Create("Fact", "Theory", "TestFixture", "TestCase", "TestClass", "TestMethod");

    /// <summary>Whether an attribute's type marks a test: a known one, or a project's own kind of fact (<c>SkippableFact</c>).</summary>
    public static bool IsTestAttribute(string name)
    {
        const string Suffix = "Attribute";
        var plain = name.EndsWith(Suffix, System.StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;
        return TestAttributes.Contains(plain) || plain.EndsWith("Fact", System.StringComparison.Ordinal) || plain.EndsWith("Theory", System.StringComparison.Ordinal);
    }

    /// <summary>Types that only a test project references.</summary>
    public static readonly ImmutableArray<string> TestFrameworks = ImmutableArray.Create(
        "Xunit.FactAttribute",
        "NUnit.Framework.TestAttribute",
        "Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute",
        "TUnit.Core.TestAttribute");

    /// <summary>A part of an assembly's name that says that it holds tests or measurements: <c>Product.Tests</c>, <c>Product.Testing.Servers</c>, <c>Product.Benchmarks</c>.</summary>
    public static readonly ImmutableArray<string> TestAssemblyParts = ImmutableArray.Create("Test", "Tests", "Testing", "Benchmark", "Benchmarks");

    /// <summary>How the name of such an assembly ends where it is no part of its own. No bare <c>test</c>: <c>Latest</c> ends so.</summary>
    public static readonly ImmutableArray<string> TestAssemblyEndings = ImmutableArray.Create("UnitTests", "IntegrationTests", "TestUtilities", "TestFramework", "TestHelpers");

    /// <summary>Whether an assembly's name says that it holds tests, or what they need.</summary>
    public static bool IsTestAssembly(string name) =>
        name.Split('.').Any(part => TestAssemblyParts.Contains(part, System.StringComparer.OrdinalIgnoreCase) || part.EndsWith("Tests", System.StringComparison.Ordinal))
        || name.EndsWith("Test", System.StringComparison.Ordinal)
        || TestAssemblyEndings.Any(ending => name.EndsWith(ending, System.StringComparison.OrdinalIgnoreCase));
}
