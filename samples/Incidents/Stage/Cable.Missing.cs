using System;
using Incidents.Stage;

namespace Incidents.Tests.Stage;

public sealed partial class Cable
{
    private static partial Exception Missing(string reason) => new MissingException(reason);
}
