using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>What an operation uses, on what, with which arguments, and where one points.</summary>
public sealed class UsesTests
{
    [Theory]
    [InlineData("/*here*/Open();", "Stage.Open", "Open")]
    [InlineData("/*here*/Stage.Open();", "Stage.Open", "Open")]
    [InlineData("/*here*/Open().Use();", "Thing.Use", "Use")]
    [InlineData("Take(/*here*/Open().Tag!);", "Thing.Tag", "Tag")]
    [InlineData("Take(/*here*/new Thing());", "new Thing", "new Thing()")]
    [InlineData("Thing made = /*here*/new();", "new Thing", "new()")]
    [InlineData("Take(/*here*/new List<int> { 1 });", "new List", "new List<int> { 1 }")]
    [InlineData("Func<int> f = () => 1; /*here*/f();", "Func.Invoke", "f")]
    [InlineData("/*here*/Local(); void Local() { }", "C.Local", "Local")]
    [InlineData("Open().Closed += /*here*/() => { };", "", "() => { }")]
    public void A_use_has_a_member_a_name_and_a_place(string code, string name, string place)
    {
        var use = Snippet.Statements(code).At("here");
        use = Uses.Plain(use) is IDelegateCreationOperation { Target: var target } ? target : use;
        Assert.Equal(name, Uses.NameOf(use));
        Assert.Equal(name.Length == 0, Uses.MemberOf(use) is null);
        Assert.Equal(place, TextAt(Uses.PlaceOf(use)));
    }

    [Theory]
    [InlineData("Thing? thing = Open(); thing.Use();", "thing.Use()")]
    [InlineData("Thing? thing = Open(); thing?.Use();", ".Use()")]
    [InlineData("Thing? thing = Open(); thing?.Self().Use();", ".Self()")]
    [InlineData("Thing? thing = Open(); thing?.Self()?.Use();", ".Self()")]
    [InlineData("Thing? thing = Open(); Take(thing?.Tag!);", ".Tag")]
    [InlineData("Thing? thing = Open(); Take(thing);", "thing")]
    public void What_uses_a_value_stands_behind_the_question_mark(string code, string user)
    {
        var snippet = Snippet.Statements(code);
        Assert.Equal(user, Text(Uses.UserOf(snippet.BodyOf("M").MentionsOf(snippet.Symbol("thing")).Last())));
    }

    [Fact]
    public void A_call_through_a_question_mark_points_at_the_name()
    {
        var snippet = Snippet.Statements("Thing? thing = Open(); thing?.Use(); Take(thing?.Tag!); thing?.Self()?.Close();");
        Assert.Equal("Use", TextAt(Uses.PlaceOf(snippet.Call("Use"))));
        Assert.Equal("Close", TextAt(Uses.PlaceOf(snippet.Call("Close"))));
        var tag = snippet.BodyOf("M").Uses.OfType<IPropertyReferenceOperation>().Single();
        Assert.Equal("Tag", TextAt(Uses.PlaceOf(tag)));
        Assert.Equal("Thing.Tag", Uses.NameOf(tag));
    }

    [Fact]
    public void An_event_is_a_use()
    {
        var snippet = Snippet.Statements("var thing = Open(); thing.Closed += Other;");
        var closed = snippet.BodyOf("M").Uses.OfType<IEventReferenceOperation>().Single();
        Assert.Equal("Closed", Uses.MemberOf(closed)?.Name);
        Assert.Equal("thing", Text(Uses.ReceiverOf(closed)));
    }

    [Theory]
    [InlineData("Open().Use();", "Use", "Open()")]
    [InlineData("((Thing)Open()).Use();", "Use", "Open()")]
    [InlineData("Thing? thing = Open(); thing?.Use();", "Use", "thing")]
    [InlineData("Thing? thing = Open(); thing?.Self().Use();", "Use", ".Self()")]
    [InlineData("Thing? thing = Open(); thing?.Self()?.Use();", "Use", ".Self()")]
    [InlineData("object thing = Open(); (thing as Thing)?.Use();", "Use", "thing")]
    [InlineData("Open();", "Open", null)]
    [InlineData("Take(Open());", "Take", null)]
    [InlineData("new[] { 1 }.First();", "First", "new[] { 1 }")]
    [InlineData("Enumerable.First(new[] { 1 });", "First", "new[] { 1 }")]
    public void The_receiver(string code, string call, string? receiver) => Assert.Equal(receiver, Text(Uses.ReceiverOf(Snippet.Statements(code).Call(call))));

    [Fact]
    public void The_receiver_of_a_field_and_of_none()
    {
        var snippet = Snippet.Statements("var thing = Open(); Take(/*field*/thing.Count); Take(/*number*/1);");
        Assert.Equal("thing", Text(Uses.ReceiverOf(snippet.At("field"))));
        Assert.Null(Uses.ReceiverOf(snippet.At("number")));
    }

    [Theory]
    [InlineData("Wanted(1, 2);", "b", "2")]
    [InlineData("Wanted(b: 2, a: 1);", "b", "2")]
    [InlineData("Wanted(1);", "b", null)]
    [InlineData("Wanted(1);", "c", null)]
    public void An_argument_by_the_name_of_its_parameter(string code, string parameter, string? value) =>
        Assert.Equal(value, Text(Uses.ArgumentOf(Snippet.Members("static void Wanted(int a, int b = 5) { } void M() { " + code + " }").Call("Wanted"), parameter)));

    [Fact]
    public void A_creation_has_arguments_and_an_access_none()
    {
        var snippet = Snippet.Statements("Take(/*made*/new string('a', 3)); Take(/*read*/Open().Tag!);");
        Assert.Equal("3", Text(Uses.ArgumentOf(snippet.At("made"), "count")));
        Assert.Equal(2, Uses.ArgumentsOf(snippet.At("made")).Length);
        Assert.Empty(Uses.ArgumentsOf(snippet.At("read")));
        Assert.Null(Uses.ArgumentOf(snippet.At("read"), "count"));
    }

    [Fact]
    public void Plain_and_whole_are_ways_there_and_back()
    {
        var snippet = Snippet.Statements("object o = (object)(long)Number();");
        var number = snippet.Call("Number");
        var whole = Uses.Whole(number);
        Assert.IsType<IConversionOperation>(whole, exactMatch: false);
        Assert.Equal("Object", whole.Type?.Name);
        Assert.Same(number, Uses.Plain(whole));
        Assert.Same(number, Uses.Plain(number));
    }

    [Fact]
    public void The_instance_of_a_conditional_access_is_that_of_the_nearest()
    {
        var snippet = Snippet.Statements("Thing? a = Open(); Thing? b = Open(); a?.Equals(b?.Self());");
        Assert.Equal("b", Text(Uses.ReceiverOf(snippet.Call("Self"))));
        Assert.Equal("a", Text(Uses.ReceiverOf(snippet.Call("Equals"))));
        Assert.Null(Uses.ReceiverOfConditional(snippet.Call("Open")));
    }

    private static string? Text(IOperation? operation) => operation?.Syntax.ToString();

    private static string TextAt(Location place) => place.SourceTree!.GetText().ToString(place.SourceSpan);
}
