"""Which world a prompt's words mean: words that name a place, and words that only hint at one."""

from __future__ import annotations

from collections.abc import Sequence

from rushes.previz.finding import Table, listed, scores, without

PLACES: Table = {
    "sea": listed(
        "sea, ocean, coast, coastal, coastline, beach, beaches, shore, shoreline, seaside, bay, harbour, "
        "harbor, lighthouse, cliff, cliffs, wave, waves, pier, surf, island, tide, lagoon, marina, jetty, "
        "dock, seashore, waterfront, at sea, lake, lakeside"
    ),
    "mountains": listed(
        "mountain, mountains, mountainside, mountaintop, peak, peaks, summit, alps, alpine, ridge, "
        "himalaya, himalayas, highlands, alp, valley, andes, rockies, fjord, everest, dolomites, "
        "mountain pass, hilltop, volcano, crag, crags, massif, foothills"
    ),
    "forest": listed(
        "forest, forests, woods, woodland, woodlands, jungle, rainforest, grove, glade, redwoods, taiga, "
        "bamboo, thicket, undergrowth, treetops, among the trees, in the trees, orchard, forest path"
    ),
    "desert": listed(
        "desert, deserts, dune, dunes, sahara, gobi, mesa, mesas, wasteland, badlands, canyon, oasis, "
        "outback, mojave, sand dune, sand dunes, wadi, salt flat, salt flats, on mars, martian"
    ),
    "fields": listed(
        "field, fields, wheat, cornfield, cornfields, farm, farmland, farmhouse, meadow, meadows, "
        "countryside, pasture, pastures, prairie, grassland, savanna, savannah, barley, harvest, "
        "vineyard, windmill, plain, plains, steppe, rolling hills, hills, barn, ranch, rice paddy, lawn, "
        "park, garden, crops, haystack, haystacks, sunflowers, lavender, wheatfield"
    ),
    "street": listed(
        "street, streets, city, town, urban, downtown, road, avenue, alley, alleyway, sidewalk, pavement, "
        "traffic, neon, shop, shops, market, metropolis, boulevard, crosswalk, lane, square, storefront, "
        "village, between two houses, between the houses, street corner, intersection, plaza"
    ),
    "skyline": listed(
        "skyline, skylines, skyscraper, skyscrapers, cityscape, high-rise, high-rises, rooftop, rooftops, "
        "city skyline, over the city, above the city, city lights, view of the city, skyline of, towers"
    ),
    "interior": listed(
        "interior, indoor, indoors, room, kitchen, bedroom, living room, office, home, "
        "apartment, flat, library, study, cafe, café, coffee shop, restaurant, "
        "bar, attic, workshop, classroom, hall, fireplace, bakery, hallway, corridor, bathroom, "
        "dining room, at the table, at his desk, at her desk, museum, gallery, hospital, shelf, "
        "bookshelf, counter, inside a house"
    ),
    "stage": listed(
        "studio, stage, spotlight, backdrop, theatre, theater, plain background, white background, "
        "black background, seamless, plinth, podium, pedestal, cyclorama, concert"
    ),
    "space": listed(
        "outer space, in space, deep space, through space, cosmos, cosmic, galaxy, galaxies, nebula, "
        "planet, planets, orbit, orbits, orbiting, orbital, spaceship, spacecraft, starship, space "
        "station, spacewalk, asteroid, asteroids, comet, milky way, interstellar, universe, zero "
        "gravity, satellite, supernova, black hole, saturn, jupiter, around the earth, above the earth, "
        "solar system, space shuttle, weightless, the void"
    ),
    "snow": listed(
        "snow, snowy, arctic, antarctic, antarctica, tundra, "
        "glacier, iceberg, icy, frozen, winter, wintry, ski, skis, skiing, skier, skiers, ski slope, "
        "snowboarder, snowboarding, snowman, sledge, sled, igloo, north pole, south pole, piste, "
        "snowfield, snowdrift, snowy forest, snow-covered forest, winter forest, snowy woods, snowy wood"
    ),
    "sky": listed(
        "in the sky, in the air, above the clouds, over the clouds, among the clouds, among clouds, "
        "through the clouds, in the clouds, sea of clouds, cloudscape, midair, mid-air, skydiver, "
        "skydiving, skydivers, parachute, hot air balloon, hot air balloons, airborne, stratosphere, "
        "cloud tops, through clouds, above clouds, high above, open sky, the heavens, across the sky, "
        "into the sky, cruising altitude, empty sky"
    ),
    "underwater": listed(
        "underwater, under water, undersea, under the sea, under the ocean, beneath the waves, beneath "
        "the sea, below the surface, beneath the surface, coral, corals, coral reef, reef, reefs, seabed, "
        "sea floor, ocean floor, bottom of the sea, deep sea, seafloor, aquarium, kelp, scuba, diver, "
        "divers, snorkelling, snorkeling, submarine, submerged, jellyfish, shark, sharks, whale, whales, "
        "school of fish, sunken, shipwreck, mermaid, sea turtle, octopus, dolphins underwater"
    ),
}

# What is seen or done in a place, and in others, too: it counts where no place is named.
HINTS: Table = {
    "sea": listed(
        "boat, boats, sail, sailing, sailboat, ship, ships, fisherman, horizon, yacht, keeper, surfer, "
        "surfing, seagull, seagulls, gull, gulls, ferry, trawler, dolphin, dolphins, captain, sailor"
    ),
    "mountains": listed("hiker, hikers, climber, climbers, climbing, goat, goats, cabin, trail, altitude"),
    "forest": listed(
        "tree, trees, pine, pines, oak, oaks, leaves, deer, fox, wolf, wolves, bear, owl, mushroom, "
        "mushrooms, moss, fern, ferns, fairy, campfire, squirrel, elk, firefly, fireflies"
    ),
    "desert": listed("sand, camel, camels, cactus, cacti, caravan, sandstorm, rattlesnake, arid, cowboy"),
    "fields": listed(
        "cow, cows, sheep, farmer, farmers, tractor, grass, scarecrow, corn, horses, horse, flowers, "
        "picnic, hay, shepherd, tulips, bees, bee, butterfly, gardener, rural, kite, grazing, hill, "
        "hillside, castle, fortress, ruins, ruin, abbey, knight, outdoors"
    ),
    "street": listed(
        "car, cars, taxi, bus, tram, building, buildings, bicycle, cyclist, tokyo, paris, london, "
        "new york, bridge, houses, pedestrian, pedestrians, motorcycle, truck, commuter, graffiti, rain"
    ),
    "skyline": listed("tower, helicopter, helipad, penthouse, superhero, city, metropolis"),
    "interior": listed(
        "house, desk, sofa, armchair, window, bed, lamp, chair, table, couch, candle, piano, oven, "
        "stove, chef, barista, baker, librarian, bookcase, curtains, carpet, doorway, sleeps"
    ),
    "stage": listed("product, packshot, dancer, singer, ballerina, actor, portrait"),
    "space": listed(
        "space, astronaut, astronauts, rocket, alien, aliens, cosmonaut, ufo, lunar, on the moon"
    ),
    "snow": listed(
        "snowfall, snowing, blizzard, snowstorm, ice, penguin, penguins, "
        "reindeer, polar bear, husky, christmas, skates, skating, frost"
    ),
    "sky": listed(
        "sky, skies, cloud, clouds, plane, planes, airplane, aeroplane, aircraft, jet, airliner, balloon, "
        "balloons, glider, flies, flying, soars, soaring, eagle, eagles, angel, dragon, birds, wings"
    ),
    "underwater": listed(
        "fish, fishes, turtle, bubbles, swims, swimming, swimmer, seaweed, anemone, lobster, squid, "
        "treasure chest, sunken ship"
    ),
}
HINT = 0.5

# Weather, where the world lies under the sky.
RAIN = listed("rain, rainy, raining, rainstorm, downpour, drizzle, storm, stormy, thunderstorm")
SNOWFALL = listed("snow, snowing, snowfall, snowflakes, snowstorm, blizzard")

# Words that name a place elsewhere, and say nothing of one here.
MISLEADING: tuple[str, ...] = listed(
    "space between, space for, space of, a space, an empty space, no space, more space, parking space, "
    "storage space, office space, public space, personal space, negative space, open space, white space, "
    "living space, space heater, sky blue, sky-high, sea green, sea blue, ocean blue, "
    "forest green, snow white, sand colored, sand coloured, depth of field, field of view, bar of, bar "
    "code, wave of, waves at, waves to, waves goodbye, waves his, waves her, wave goodbye, coffee beans, "
    "on stage left, ice cream, iced coffee, sea of people, sea of faces, home page, market leader, office "
    "chair, plain white, plain clothes, plain black, coral pink, coral red, coral dress, car park, "
    "field hockey, ridge of the roof"
)


def find_world(fields: Sequence[tuple[str, float]]) -> str:
    """The world that `fields` (texts as `split` gives them, with weights) mean; "" for none of them."""
    cleared = [(without(text, MISLEADING), weight) for text, weight in fields]
    weights = scores(PLACES, cleared)
    for name, weight in scores(HINTS, cleared).items():
        weights[name] = weights.get(name, 0.0) + HINT * weight
    return max(weights, key=lambda name: weights[name]) if weights else ""
